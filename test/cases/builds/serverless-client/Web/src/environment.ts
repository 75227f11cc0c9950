export const environment = { stage: '#{stage}' };
